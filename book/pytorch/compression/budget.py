def _of_the_text(layers, tokens):
    return tokens // layers.block if layers.block else 0


def cache(model, tokens):
    def kept(layers):
        near = min(layers.window, tokens) * layers.entry_bytes
        far = layers.entry_bytes + layers.key_bytes
        return near + _of_the_text(layers, tokens) * far

    return sum(layers.count * kept(layers) for layers in model)


def flops(model, tokens):
    def read(layers):
        far = _of_the_text(layers, tokens)
        chosen = far if layers.chosen is None else min(layers.chosen, far)
        entries = min(layers.window, tokens) + chosen
        return entries * layers.entry_flops + far * layers.key_flops

    return sum(layers.count * read(layers) for layers in model)
