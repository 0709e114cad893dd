def bytes(model, tokens):
    def kept(layers):
        if layers.kind == "tokens":
            window = tokens if layers.window is None else layers.window
            return min(tokens, window) * layers.numbers * layers.bytes
        state = layers.heads * layers.keys * layers.values * layers.state_bytes
        return state + layers.channels * (layers.width - 1) * layers.bytes

    return sum(layers.count * kept(layers) for layers in model)


def places(layers, period, offset):
    return list(range(offset, layers, period))
