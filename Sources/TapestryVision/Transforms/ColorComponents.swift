import Tapestry

/// The principal components of the colors in a set of images: the directions in which they vary, from the one in which
/// they vary most.
public struct ColorComponents: Equatable, Codable, Sendable {
  /// For each component, its direction: a number a channel, the sum of whose squares is 1.
  public let directions: [[Float]]
  /// For each component, the variance in its direction, white being 1: the eigenvalues of the covariance matrix.
  public let variances: [Float]

  /// The given directions, each with its variance.
  ///
  /// - Precondition: There are as many directions as variances, and as many numbers in each.
  public init(directions: [[Float]], variances: [Float], file: StaticString = #fileID, line: UInt = #line) {
    guard directions.count == variances.count, directions.allSatisfy({ $0.count == variances.count }) else {
      trap(
        "ColorComponents.init", "\(variances.count) variances with the directions \(directions)", file: file,
        line: line)
    }
    (self.directions, self.variances) = (directions, variances)
  }

  /// The eigenvectors and eigenvalues of a symmetric matrix, by Jacobi's rotations. The number of greatest magnitude of each
  /// direction is positive.
  init(covariance: [[Double]]) {
    var a = covariance
    let n = a.count
    var vectors = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
    for _ in 0..<50 {
      var isDiagonal = true
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where abs(a[p][q]) > 1e-18 * (abs(a[p][p]) + abs(a[q][q])) {
          isDiagonal = false
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n { (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]) }
          for k in 0..<n { (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]) }
          for k in 0..<n {
            (vectors[k][p], vectors[k][q]) = (
              c * vectors[k][p] - s * vectors[k][q], s * vectors[k][p] + c * vectors[k][q]
            )
          }
        }
      }
      if isDiagonal { break }
    }
    let order = (0..<n).sorted { a[$0][$0] > a[$1][$1] }
    variances = order.map { Float(max(0, a[$0][$0])) }
    directions = order.map { column in
      let direction = (0..<n).map { vectors[$0][column] }
      let greatest = direction.max { abs($0) < abs($1) } ?? 1
      return direction.map { Float(greatest < 0 ? -$0 : $0) }
    }
  }
}

/// Shifts all colors of an image by one random amount along the principal components of the colors of the training set,
/// as in the paper (Krizhevsky, Sutskever and Hinton, 2012, section 4.1).
///
/// To every pixel Σᵢ αᵢ mᵢ pᵢ is added, with the directions pᵢ, their magnitudes mᵢ, and αᵢ drawn from a normal distribution
/// once an image.
public struct ColorShift: PixelTransform {
  /// For each component, its direction.
  public let directions: [[Float]]
  /// For each component, how far a shift of one standard deviation goes before ``standardDeviation`` scales it.
  public let magnitudes: [Float]
  /// The standard deviation of every αᵢ.
  public let standardDeviation: Float

  /// Shifts whose magnitudes are the eigenvalues, as the paper has it, or other ones, such as their square roots, with which
  /// shifts are in proportion to how much colors vary.
  public init(
    _ components: ColorComponents, magnitudes: [Float]? = nil, standardDeviation: Float = 0.1,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    directions = components.directions
    self.magnitudes = magnitudes ?? components.variances
    self.standardDeviation = standardDeviation
    if self.magnitudes.count != directions.count {
      trap(
        "ColorShift.init", "\(self.magnitudes.count) magnitudes of \(directions.count) components",
        file: file, line: line)
    }
  }

  /// Adds one shift to all pixels. Samples may leave the range from 0 to 1.
  public func callAsFunction(
    _ samples: inout MutableSpan<Float>, shape: PixelShape, using generator: inout PhiloxGenerator
  ) {
    guard directions.count == shape.channels else {
      trap("ColorShift", "\(directions.count) components for an image of \(shape.channels) channels")
    }
    var shift = [Float](repeating: 0, count: shape.channels)
    for (direction, magnitude) in zip(directions, magnitudes) {
      let amount = Float(generator.normal(standardDeviation: Double(standardDeviation))) * magnitude
      for channel in shift.indices { shift[channel] += amount * direction[channel] }
    }
    for channel in shift.indices { samples.scale(plane: channel, of: shape, by: 1, adding: shift[channel]) }
  }
}
