import Tapestry

/// Shapes that walk the edges of vectors and tiles, and the corners of broadcasting.
enum Shapes {
  /// The extents around the widths of vectors (4, 8, 16, 32 elements) and their multiples.
  static let edges = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 65]

  static let unary: [TensorShape] =
    [[], [0], [3, 0, 2]] + edges.map { [$0] } + [[2, 3], [3, 1, 5], [129]]

  /// Pairs that broadcast: equal, a scalar, missing axes, axes of one element on either side and on both, empty.
  static let binary: [[TensorShape]] =
    [
      [[], []], [[1], []], [[], [3]], [[0], [0]], [[0], [1]], [[2, 0], [0]], [[3, 1], [1, 0]],
      [[2, 3], [3]], [[3], [2, 3]], [[2, 1], [2, 3]], [[2, 3], [2, 1]], [[2, 1], [1, 3]], [[4, 1], [3]],
      [[1, 1], [2, 3]], [[2, 3, 4], [3, 1]], [[2, 1, 4], [1, 3, 1]], [[2, 1, 3, 1], [4, 1, 5]],
      [[2, 17], [17]], [[2, 17], [2, 1]], [[1, 33], [3, 1]], [[2, 3, 2, 3], [3, 1, 3]],
    ] + edges.map { [[$0], [$0]] }
}
