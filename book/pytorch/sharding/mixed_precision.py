import torch


def mixed_precision(state, gradients, recipe):
    # torch.amp.GradScaler, and beside it weights in full.
    gradient = torch.stack(gradients).mean(dim=0) / state.scale
    if not gradient.isfinite().all():
        return (state.master, state.working, state.scale * recipe.backoff, 0)
    factor = min(1.0, recipe.max_norm / (gradient.norm().item() + 1e-6))
    master = state.master - recipe.rate * factor * gradient
    scale, good = state.scale, state.good + 1
    if good == recipe.interval:
        good = 0
        if scale * recipe.growth <= torch.finfo(torch.float32).max:
            scale *= recipe.growth
    return master, master.to(recipe.dtype).float(), scale, good
