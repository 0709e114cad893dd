//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { diffusion;
            unet "unet" UNET: Unet = Unet { embed: unet::embed, forward: unet::forward };
            patchify "patchify" PATCHIFY: Patchify = Patchify { patchify: patchify::patchify, unpatchify: patchify::unpatchify };
            adaln_zero "adaln_zero" ADALN_ZERO: AdaLnZero = AdaLnZero { modulate: adaln_zero::modulate, block: adaln_zero::block };
            mmdit "mmdit" MMDIT: Mmdit = mmdit::mmdit;
        }
    };
}
