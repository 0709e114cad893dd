def bytes(model, tokens):
    def kept(layers):
        if layers.kind == "tokens":
            seen = (
                tokens
                if layers.window is None
                else min(tokens, layers.window)
            )
            return seen * layers.numbers * layers.bytes
        state = (
            layers.heads
            * layers.keys
            * layers.values
            * layers.state_bytes
        )
        return (
            state + layers.channels * (layers.width - 1) * layers.bytes
        )

    return sum(layers.count * kept(layers) for layers in model)


def places(layers, period, offset):
    return list(range(offset, layers, period))
