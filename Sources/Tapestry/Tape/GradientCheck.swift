/// How `checkGradients(of:at:options:)` goes about it.
public struct GradientCheckOptions: Sendable {
  /// The number of function values that a numeric derivative is made of.
  public enum Order: Sendable {
    /// (f(x+h) − f(x−h)) / 2h: the error falls with h².
    case second
    /// Five-point formula (Abramowitz and Stegun 1964, 25.3.6): the error falls with h⁴. Twice the work.
    case fourth
  }

  /// Which entries are checked.
  public enum Entries: Sendable {
    /// Every one.
    case all
    /// As many as given, drawn without replacement from all inputs; the same ones for the same seed.
    case sample(Int, seed: UInt64 = 0)
  }

  /// The formula of the numeric derivative.
  public var order = Order.fourth
  /// Which entries are checked.
  public var entries = Entries.all
  /// How far a gradient may be off, as a share of its own size.
  public var relativeTolerance = 1e-6
  /// How far a gradient may be off beside that, as a share of the largest gradient found: what rounding in the function
  /// leaves of entries that are much smaller than others.
  public var scaleTolerance = 1e-8

  /// The default: every entry, to 1e-6.
  public init() {}
}

/// What a gradient check found. Its description is fit for a test's failure message.
public struct GradientCheckReport: Sendable, CustomStringConvertible {
  /// One entry of a gradient.
  public struct Entry: Sendable {
    /// Which input, counted from 0.
    public let input: Int
    /// Which element of the input.
    public let index: [Int]
    /// What the gradient says.
    public let gradient: Double
    /// What differences of function values say.
    public let numeric: Double
    /// Their difference, as a multiple of what the options allow.
    public let excess: Double
  }

  /// The entry with the largest excess; nil where there was none to check.
  public internal(set) var worst: Entry?
  /// The number of entries compared.
  public internal(set) var checkedCount = 0
  /// The number of entries at which the function has a kink, such as ReLU's at 0: the left and the right derivative
  /// differ, and the gradient given lies between them. They count as right.
  public internal(set) var kinkCount = 0

  /// Whether every entry is within the tolerance.
  public var isCorrect: Bool { worst.map { $0.excess <= 1 } ?? true }

  /// One line: how many entries were checked, and the worst of them with both values.
  public var description: String {
    guard let worst else { return "no entry to check" }
    let verdict = isCorrect ? "right" : "WRONG"
    let kinks = kinkCount > 0 ? ", \(kinkCount) at a kink" : ""
    return """
      gradient \(verdict): worst of \(checkedCount) entries\(kinks) is input \(worst.input) at \(worst.index): \
      gradient \(worst.gradient), numeric \(worst.numeric), \(worst.excess) of the tolerance
      """
  }
}

/// Compares the gradients of `function` at `inputs` with differences of its values.
///
/// ```swift
/// @Test func softplusGradient() {
///   let report = checkGradients(of: { x in softplus(x) }, at: [-2, 0.5, 3])
///   #expect(report.isCorrect, "\(report)")
/// }
/// ```
///
/// A value of any shape is checked through its product with fixed random weights. The step is chosen for each element:
/// a power of the machine's precision (1/3 or 1/5, which balances the error of the formula with rounding) times the
/// element's size, at least 1. At a kink, where the left and the right derivative differ and the gradient lies between
/// them, the entry counts as right; so choose points away from kinks to check what lies on either side.
///
/// Costs two or four calls of `function` an entry: check small tensors, or a sample of the entries.
public func checkGradients(
  of function: @escaping ([Tensor<Double>]) -> Tensor<Double>, at inputs: [Tensor<Double>],
  options: GradientCheckOptions = GradientCheckOptions()
) -> GradientCheckReport {
  let checker = GradientChecker(function: function, inputs: inputs.map { $0.detached() }, options: options)
  return checker.report()
}

/// As `checkGradients(of:at:options:)` for a function of one tensor.
public func checkGradients(
  of function: @escaping (Tensor<Double>) -> Tensor<Double>, at x: Tensor<Double>,
  options: GradientCheckOptions = GradientCheckOptions()
) -> GradientCheckReport {
  checkGradients(of: { function($0[0]) }, at: [x], options: options)
}

/// As `checkGradients(of:at:options:)` for a function of two tensors.
public func checkGradients(
  of function: @escaping (Tensor<Double>, Tensor<Double>) -> Tensor<Double>, at a: Tensor<Double>,
  _ b: Tensor<Double>,
  options: GradientCheckOptions = GradientCheckOptions()
) -> GradientCheckReport {
  checkGradients(of: { function($0[0], $0[1]) }, at: [a, b], options: options)
}

/// As `checkGradients(of:at:options:)` for a function of a model, whose parameters must be of type `Double`.
public func checkGradients<M: Model>(
  of function: @escaping (M) -> Tensor<Double>, at model: M,
  options: GradientCheckOptions = GradientCheckOptions()
) -> GradientCheckReport {
  let parameters = ParameterCollection(of: model).parameters
  return checkGradients(
    of: { function(model.replacingParameters(with: $0.map(ErasedTensor.init))) },
    at: parameters.map { $0.typed(Double.self) }, options: options)
}
