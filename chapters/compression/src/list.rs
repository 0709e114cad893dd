//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { compression;
            mean_pool "mean_pool" MEAN_POOL: MeanPool = MeanPool { pool: mean_pool::mean_pool, visible: mean_pool::visible };
            gated_pool "gated_pool" GATED_POOL: GatedPool = gated_pool::gated_pool;
            overlap "overlap" OVERLAP: Overlap = overlap::overlap;
            dual_role "dual_role" DUAL_ROLE: DualRole = dual_role::dual_role;
            stream "stream" STREAM: Streaming = Streaming { start: stream::start, push: stream::push };
            indexer "indexer" INDEXER: Indexer = indexer::indexer;
            top_k "top_k" TOP_K: TopK = top_k::top_k;
            csa "csa" CSA: Csa = csa::csa;
            inverse_rope "inverse_rope" INVERSE_ROPE: InverseRope = inverse_rope::inverse_rope;
            hca "hca" HCA: Hca = hca::hca;
            grouped_output "grouped_output" GROUPED_OUTPUT: GroupedOutput = grouped_output::grouped_output;
            dsa "dsa" DSA: Dsa = dsa::dsa;
            nsa_scores "nsa_scores" NSA_SCORES: NsaScores = nsa_scores::nsa_scores;
            nsa "nsa" NSA: Nsa = nsa::nsa;
            moba "moba" MOBA: Moba = Moba { choose: moba::choose, attend: moba::attend };
            budget "budget" BUDGET: Budget = Budget { cache: budget::cache, flops: budget::flops };
        }
    };
}
