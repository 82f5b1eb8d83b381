/// The extents of a tensor's axes, outermost first: `[64, 3, 224, 224]` is a batch of 64 images.
///
/// A shape is a small inline value, so that no operation allocates memory for it. It holds up to
/// ``maximumRank`` axes. The shape of a scalar is `[]`, which has one element; an axis of extent zero makes
/// an empty tensor.
///
/// ```swift
/// let shape: TensorShape = [2, 3, 4]
/// shape.rank           // 3
/// shape.elementCount   // 24
/// shape[-1]            // 4: negative axes count from the end
/// ```
public struct TensorShape: Sendable {
  /// The most axes that a tensor can have.
  public static let maximumRank = 8

  private var extents: InlineArray<8, Int>
  /// The number of axes.
  public private(set) var rank: Int

  /// The shape of a scalar.
  public init() {
    extents = InlineArray(repeating: 1)
    rank = 0
  }

  /// A shape with the given extents. Traps when there are more than ``maximumRank``, when one is negative, or
  /// when their product overflows.
  public init(_ extents: some Sequence<Int>) {
    self.init()
    for extent in extents { append(extent) }
    _ = elementCount
  }

  /// Adds an innermost axis.
  public mutating func append(_ extent: Int) {
    guard rank < Self.maximumRank else { fatalError("TensorShape: more than \(Self.maximumRank) axes") }
    guard extent >= 0 else { fatalError("TensorShape: an axis cannot have the extent \(extent)") }
    extents[rank] = extent
    rank += 1
  }

  /// The number of elements: the product of the extents, 1 for a scalar.
  public var elementCount: Int {
    var count = 1
    for axis in 0..<rank {
      let (product, overflow) = count.multipliedReportingOverflow(by: extents[axis])
      guard !overflow else { fatalError("TensorShape: the number of elements of \(self) overflows") }
      count = product
    }
    return count
  }

  /// Whether there are no elements.
  public var isEmpty: Bool { elementCount == 0 }

  /// The extents as an array.
  public var array: [Int] { Array(self) }

  /// The axis that `axis` names, counting from the end where negative; nil when there is no such axis.
  func normalized(axis: Int) -> Int? {
    let normal = axis < 0 ? axis + rank : axis
    return normal >= 0 && normal < rank ? normal : nil
  }

  /// The axis that `axis` names, counting from the end where negative. Traps in the name of `operation` when
  /// there is no such axis.
  func axis(_ axis: Int, for operation: StaticString, file: StaticString, line: UInt) -> Int {
    guard let normal = normalized(axis: axis) else {
      trap(operation, "there is no axis \(axis) in the shape \(self)", file: file, line: line)
    }
    return normal
  }

  /// The product of the extents of `axes`.
  func elementCount(of axes: Range<Int>) -> Int {
    var count = 1
    for axis in axes { count *= extents[axis] }
    return count
  }

  /// This shape without the axis `axis`.
  func removing(axis: Int) -> TensorShape {
    var result = TensorShape()
    for other in 0..<rank where other != axis { result.append(extents[other]) }
    return result
  }

  /// This shape with the extent of one axis replaced.
  func replacing(axis: Int, with extent: Int) -> TensorShape {
    var result = self
    result.extents[axis] = extent
    return result
  }

  /// This shape with a new axis in front of the axis `axis`.
  func inserting(_ extent: Int, at axis: Int) -> TensorShape {
    var result = TensorShape()
    for other in 0...rank {
      if other == axis { result.append(extent) }
      if other < rank { result.append(extents[other]) }
    }
    return result
  }
}

extension TensorShape: RandomAccessCollection {
  /// The first axis.
  public var startIndex: Int { 0 }
  /// One past the last axis.
  public var endIndex: Int { rank }

  /// The extent of an axis; negative axes count from the end. Traps when there is no such axis.
  public subscript(axis: Int) -> Int {
    guard let normal = normalized(axis: axis) else {
      fatalError("TensorShape: there is no axis \(axis) in the shape \(self)")
    }
    return extents[normal]
  }
}

extension TensorShape: Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// A shape from its extents.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// Whether two shapes have the same axes.
  public static func == (a: TensorShape, b: TensorShape) -> Bool {
    guard a.rank == b.rank else { return false }
    for axis in 0..<a.rank where a.extents[axis] != b.extents[axis] { return false }
    return true
  }

  /// Feeds the extents to `hasher`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rank)
    for axis in 0..<rank { hasher.combine(extents[axis]) }
  }

  /// The extents in brackets: `[2, 3]`.
  public var description: String { "[" + map(String.init).joined(separator: ", ") + "]" }
}
