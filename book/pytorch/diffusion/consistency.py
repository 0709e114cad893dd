import torch


def scales(sigma, edges):
    above = sigma - edges.least
    skip = edges.data**2 / (above**2 + edges.data**2)
    return skip, above * edges.data / (sigma**2 + edges.data**2).sqrt()


def denoise(network, x, sigmas, edges):
    sigma = sigmas[:, None]
    skip, out = scales(sigma, edges)
    scaled = x / (sigma**2 + edges.data**2).sqrt()
    return skip * x + out * network(scaled, 250 * sigmas.log())


def loss(pair):
    high, low = pair.high[:, None], pair.low[:, None]
    x, easier = (pair.data + high * pair.noise, pair.data + low * pair.noise)
    found = denoise(pair.student, x, pair.high, pair.edges)
    with torch.no_grad():
        wanted = denoise(pair.target, easier, pair.low, pair.edges)
    weight = 1 / high**2 + 1 / pair.edges.data**2
    return (weight * (found - wanted).square()).mean()
