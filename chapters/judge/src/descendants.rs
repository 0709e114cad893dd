//! Processes that an answer starts and that leave its process group. On Linux none escapes: the judge, and behind it the
//! process of the answer, inherit what is orphaned below them. Elsewhere nobody can, and `Limits::enforcement` says so.

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::{adopt, end_below_this, end_strays};
#[cfg(target_os = "linux")]
pub(crate) use linux::{adopt, end_below_this, end_strays};

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use std::collections::BTreeSet;

    pub(crate) fn adopt() {}
    pub(crate) fn end_below_this() {}
    pub(crate) fn end_strays(_: &BTreeSet<u32>) {}
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeSet;
    use std::fs;
    use std::time::{Duration, Instant};

    use nix::sys::signal::{Signal, kill};
    use nix::sys::wait::{WaitPidFlag, waitpid};
    use nix::unistd::Pid;

    use crate::child::VARIABLE;

    /// What starts processes faster than they can be ended is given up.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// From now on this process inherits what is orphaned below it.
    pub(crate) fn adopt() {
        let _ = nix::sys::prctl::set_child_subreaper(true);
    }

    /// Ends everything that descends from this process.
    pub(crate) fn end_below_this() {
        until_none(|| below(std::process::id()).into_iter().filter(|&process| runs(process)).collect());
    }

    /// Ends what this process has inherited from answers, with all that descends from it; not the answers' own processes.
    pub(crate) fn end_strays(answers: &BTreeSet<u32>) {
        let strays = || -> Vec<u32> {
            let inherited = |process: &u32| !answers.contains(process) && is_an_answers(*process);
            children(std::process::id()).into_iter().filter(inherited).collect()
        };
        until_none(|| {
            strays()
                .into_iter()
                .flat_map(|stray| [vec![stray], below(stray)].concat())
                .filter(|&p| runs(p))
                .collect()
        });
        for stray in strays() {
            let _ = waitpid(id(stray), Some(WaitPidFlag::WNOHANG));
        }
    }

    fn until_none(found: impl Fn() -> Vec<u32>) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let processes = found();
            if processes.is_empty() {
                return;
            }
            for process in processes {
                let _ = kill(id(process), Signal::SIGKILL);
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    fn id(process: u32) -> Pid {
        Pid::from_raw(process as i32)
    }

    /// Not started by the judge itself, as a driver may start a helper: that stays in the judge's group.
    fn is_an_answers(process: u32) -> bool {
        let group = |process: u32| fields(process).and_then(|fields| fields.get(2)?.parse::<u32>().ok());
        let marked = || {
            let environment = fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
            environment.split(|&byte| byte == 0).any(|entry| entry.starts_with(VARIABLE.as_bytes()))
        };
        group(process) != group(std::process::id()) || marked()
    }

    /// It has not ended yet.
    fn runs(process: u32) -> bool {
        fields(process).is_some_and(|fields| !matches!(fields[0].as_str(), "Z" | "X"))
    }

    /// State, parent, group and so on.
    fn fields(process: u32) -> Option<Vec<String>> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let (_, fields) = stat.rsplit_once(") ")?;
        Some(fields.split_whitespace().map(str::to_owned).collect())
    }

    fn below(process: u32) -> Vec<u32> {
        let mut found = children(process);
        let mut next = 0;
        while let Some(&process) = found.get(next) {
            let more = children(process).into_iter().filter(|more| !found.contains(more)).collect::<Vec<_>>();
            found.extend(more);
            next += 1;
        }
        found
    }

    fn children(process: u32) -> Vec<u32> {
        let mut found = Vec::new();
        for task in fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten() {
            match fs::read_to_string(task.path().join("children")) {
                Ok(list) => {
                    found.extend(list.split_whitespace().filter_map(|number| number.parse::<u32>().ok()))
                }
                // A thread that has just ended, or a kernel that keeps no such list.
                Err(_) if task.path().exists() => return children_by_parent(process),
                Err(_) => {}
            }
        }
        found
    }

    fn children_by_parent(parent: u32) -> Vec<u32> {
        let parent = parent.to_string();
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        numbers.filter(|&process| fields(process).is_some_and(|fields| fields[1] == parent)).collect()
    }
}
