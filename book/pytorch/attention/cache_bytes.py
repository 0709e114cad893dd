def total(config, context):
    def numbers(layer):
        if layer.kind == "latent":
            return (layer.latent + layer.rotary) * context
        tokens = (
            min(context, layer.window)
            if layer.kind == "window"
            else context
        )
        return 2 * layer.kv_heads * layer.head_width * tokens

    kinds = [
        config.pattern[i % len(config.pattern)]
        for i in range(config.layers)
    ]
    return sum(map(numbers, kinds)) * config.bits // 8


def growth(config, context):
    return total(config, context + 1) - total(config, context)
