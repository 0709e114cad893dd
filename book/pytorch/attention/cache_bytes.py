import itertools


def total(config, context):
    def numbers(layer):
        if layer.kind == "latent":
            return (layer.latent + layer.rotary) * context
        kept = min(context, layer.window) if layer.kind == "window" else context
        return 2 * layer.kv_heads * layer.head_width * kept

    layers = itertools.islice(itertools.cycle(config.pattern), config.layers)
    return sum(map(numbers, layers)) * config.bits // 8


def growth(config, context):
    return total(config, context + 1) - total(config, context)
