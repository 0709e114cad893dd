//! Ways through the map: everything that some exercises build on, and these.

use std::collections::BTreeSet;

use contract::Exercise;

use crate::Course;

/// A way through the map.
pub(super) struct Route {
    /// Its name in the page.
    pub(super) name: &'static str,
    /// What a reader is offered.
    pub(super) title: &'static str,
    /// Where it leads. What these build on follows from their needs.
    pub(super) ends: &'static [&'static str],
}

/// The routes, in the order in which they are offered.
pub(super) const ROUTES: [Route; 7] = [
    Route { name: "hour", title: "An hour", ends: &["attention/scaled_dot_product"] },
    Route {
        name: "weekend",
        title: "A weekend",
        ends: &[
            "compression/csa",
            "moe/switch",
            "recurrence/kda",
            "diffusion/flow_loss",
            "sharding/fsdp_forward",
            "fast/roofline",
        ],
    },
    Route {
        name: "v4",
        title: "Only DeepSeek V4",
        ends: &[
            "compression/stream",
            "compression/inverse_rope",
            "compression/hca",
            "compression/grouped_output",
            "moe/mhc",
        ],
    },
    Route { name: "mamba", title: "Mamba and its heirs", ends: &["recurrence/kda_chunk"] },
    Route {
        name: "noise",
        title: "How pictures are drawn",
        ends: &[
            "diffusion/cfg",
            "diffusion/flow_loss",
            "diffusion/heun",
            "diffusion/unet",
            "diffusion/mmdit",
        ],
    },
    Route {
        name: "train",
        title: "How it is trained",
        ends: &[
            "sharding/fsdp_backward",
            "sharding/sharded_adam",
            "sharding/clip",
            "sharding/checkpointing",
            "sharding/mixed_precision",
            "sharding/tensor_parallel",
            "sharding/pipeline",
            "sharding/all_to_all",
            "sharding/streaming",
            "sharding/four_bit",
            "sharding/power_sgd",
            "sharding/quorum",
        ],
    },
    Route {
        name: "fast",
        title: "What makes it fast",
        ends: &["fast/roofline", "fast/tiles", "fast/lanes", "fast/exp", "fast/share", "fast/fused"],
    },
];

impl Route {
    /// The exercises on it, in the order of the book.
    pub(super) fn exercises<'a>(&self, course: &'a Course) -> Vec<&'a Exercise> {
        let mut wanted: BTreeSet<String> = self.ends.iter().map(|&end| end.to_owned()).collect();
        let all: Vec<&Exercise> = course.exercises().collect();
        // Backwards: what an exercise needs comes before it.
        for exercise in all.iter().rev().filter(|exercise| !exercise.needs.is_empty()) {
            if wanted.contains(&exercise.id()) {
                wanted.extend(exercise.needs.iter().cloned());
            }
        }
        all.into_iter().filter(|exercise| wanted.contains(&exercise.id())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_lead_where_they_say_and_take_as_long_as_they_say() {
        let course = Course::find().unwrap();
        for route in ROUTES {
            for end in route.ends {
                assert!(course.exercise(end).is_ok(), "{} leads to {end}, which does not exist", route.title);
            }
            let on: BTreeSet<String> =
                route.exercises(&course).iter().map(|exercise| exercise.id()).collect();
            for exercise in route.exercises(&course) {
                let lost = exercise.needs.iter().find(|need| !on.contains(*need));
                assert_eq!(lost, None, "{} is on the way to {}", exercise.id(), route.title);
            }
            for end in route.ends {
                let implied = route.exercises(&course).into_iter().find(|e| e.needs.iter().any(|n| n == end));
                assert!(implied.is_none(), "{end} is on the way of {} anyway", route.title);
            }
        }
        let minutes = |name: &str| -> u32 {
            let route = ROUTES.iter().find(|route| route.name == name).unwrap();
            route.exercises(&course).iter().map(|exercise| exercise.minutes).sum()
        };
        assert!((40..=60).contains(&minutes("hour")), "an hour takes {} minutes", minutes("hour"));
        assert!((8 * 60..=16 * 60).contains(&minutes("weekend")), "{} minutes", minutes("weekend"));
        let weekend = ROUTES.iter().find(|route| route.name == "weekend").unwrap().exercises(&course);
        for chapter in &course.chapters {
            assert!(weekend.iter().any(|exercise| exercise.chapter == chapter.name), "{}", chapter.name);
        }
    }
}
