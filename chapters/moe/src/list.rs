//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { moe;
            mixture "mixture" MIXTURE: Mixture = Mixture { blended: mixture::blended, competitive: mixture::competitive, responsibilities: mixture::responsibilities, likelihood: mixture::likelihood };
            noisy_top_k "noisy_top_k" NOISY_TOP_K: NoisyTopK = noisy_top_k::noisy_top_k;
            load "load" LOAD: Load = Load { cv_squared: load::cv_squared, importance_loss: load::importance_loss, chances: load::chances, load_loss: load::load_loss };
            switch "switch" SWITCH: Switch = Switch { capacity: switch::capacity, route: switch::route };
            balance_loss "balance_loss" BALANCE_LOSS: BalanceLoss = balance_loss::balance_loss;
            z_loss "z_loss" Z_LOSS: ZLoss = z_loss::z_loss;
            gshard "gshard" GSHARD: Gshard = gshard::route;
            deepseek "deepseek" DEEPSEEK: DeepSeek = DeepSeek { route: deepseek::route, combine: deepseek::combine };
            bias_update "bias_update" BIAS_UPDATE: BiasUpdate = BiasUpdate { update: bias_update::bias_update, sequence_loss: bias_update::sequence_loss };
            hash "hash" HASH: Hash = Hash { balanced: hash::balanced, random: hash::random, bigram: hash::bigram };
            base "base" BASE: Base = Base { assign: base::assign, combine: base::combine };
            sinkhorn "sinkhorn" SINKHORN: Sinkhorn = Sinkhorn { plan: sinkhorn::plan, choose: sinkhorn::choose, route: sinkhorn::route };
            expert_choice "expert_choice" EXPERT_CHOICE: ExpertChoice = ExpertChoice { choose: expert_choice::choose, combine: expert_choice::combine };
            reinforce "reinforce" REINFORCE: Reinforce = Reinforce { exact: reinforce::exact, sampled: reinforce::sampled, straight_through: reinforce::straight_through };
            dselect_k "dselect_k" DSELECT_K: DSelectK = DSelectK { smooth_step: dselect_k::smooth_step, selector: dselect_k::selector, gate: dselect_k::gate, penalty: dselect_k::penalty };
            soft "soft" SOFT: Soft = Soft { logits: soft::logits, weights: soft::weights, soft: soft::soft };
            dispatch "dispatch" DISPATCH: Dispatch = Dispatch { permute: dispatch::permute, grouped: dispatch::grouped, unpermute: dispatch::unpermute };
            depths "depths" DEPTHS: Depths = Depths { choose: depths::choose, depths: depths::depths };
            upcycle "upcycle" UPCYCLE: Upcycle = Upcycle { experts: upcycle::experts, gates: upcycle::gates, forward: upcycle::forward };
            mhc "mhc" MHC: Mhc = Mhc { project: mhc::project, coefficients: mhc::coefficients, step: mhc::step };
            engram "engram" ENGRAM: Engram = Engram { slots: engram::slots, look_up: engram::look_up, gate: engram::gate, short_conv: engram::short_conv };
        }
    };
}
