def tiles(sizes, numbers):
    m, _, n = sizes

    def moved(tile):
        tm, _, tn = tile
        return m * -(-n // tn) + n * -(-m // tm)

    # What is moved does not depend on tk, and 1 leaves the most room.
    heights = range(1, min(m, (numbers - 1) // 2) + 1)
    tiles = ([tm, 1, min(n, (numbers - tm) // (tm + 1))] for tm in heights)
    return min(tiles, key=moved)
