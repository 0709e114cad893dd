import torch


def moments(features):
    # torch.cov(features.T), also where there is one feature alone.
    centred = features - features.mean(dim=0)
    return features.mean(dim=0), centred.T @ centred / (len(features) - 1)


def distance(mean, covariance, other_mean, other_covariance):
    # The eigenvalues of a product of two covariances are not negative.
    squares = torch.linalg.eigvals(covariance @ other_covariance).real
    root = squares.clamp(min=0).sqrt().sum()
    traces = covariance.trace() + other_covariance.trace()
    return (mean - other_mean).square().sum() + traces - 2 * root
