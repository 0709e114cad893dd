//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { fast;
            traffic "traffic" TRAFFIC: Traffic = traffic::traffic;
            roofline "roofline" ROOFLINE: Roofline = roofline::roofline;
            loop_order "loop_order" LOOP_ORDER: LoopOrder = LoopOrder { counted: loop_order::loop_order, plain: loop_order::loop_order };
            tiles "tiles" TILES: Tiles = tiles::tiles;
            lanes "lanes" LANES: Lanes = Lanes { floats: lanes::lanes, counted: lanes::lanes };
            exp "exp" EXP: Exp = Exp { floats: exp::exp, counted: exp::exp, many: |numbers| for x in numbers { *x = exp::exp(*x); } };
            share "share" SHARE: Share = share::share;
            fused "fused" FUSED: Fused = fused::fused;
        }
    };
}
