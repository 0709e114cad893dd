//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { diffusion;
            frechet "frechet" FRECHET: Frechet = Frechet { moments: frechet::moments, distance: frechet::distance };
            fd_loss "fd_loss" FD_LOSS: FdLoss = FdLoss { push: fd_loss::push, loss: fd_loss::loss, ema: fd_loss::ema };
        }
    };
}
