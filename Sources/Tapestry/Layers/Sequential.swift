/// Layers that are applied one after another.
///
/// ```swift
/// let network = Sequential<Float> {
///   Conv2D(1, 8, kernel: 3, padding: 1, activation: .relu).named("conv1")
///   MaxPool2D(kernel: 2)
///   Flatten()
///   Linear(8 * 14 * 14, 10).named("classifier")
/// }
/// print(network.summary(for: [1, 1, 28, 28]))
/// ```
///
/// Layers without a name are named by their place, from 0, as in PyTorch. A name can have dots.
///
/// Its type does not tell what layers it is made of, which keeps types short and compilation quick; a call of a layer
/// costs one indirect call.
public struct Sequential<Scalar: FloatingPointScalar>: Layer {
  /// A layer and its name.
  public struct Element: Sendable {
    /// What the layer is called in a path.
    public let name: String
    /// The layer.
    public var layer: any Layer<Scalar>
  }

  /// The layers in order.
  public private(set) var elements: [Element]
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// The layers that `layers` lists.
  public init(@SequentialBuilder<Scalar> _ layers: () throws -> [NamedLayer<Scalar>]) rethrows {
    self.init(try layers())
  }

  /// The layers of an array.
  ///
  /// - Precondition: No two have the same name.
  public init(_ layers: [NamedLayer<Scalar>], file: StaticString = #fileID, line: UInt = #line) {
    elements = layers.enumerated().map { Element(name: $1.name ?? "\($0)", layer: $1.layer) }
    var names: Set<String> = []
    for element in elements where !names.insert(element.name).inserted {
      trap("Sequential", "two layers are named \(element.name)", file: file, line: line)
    }
  }

  /// Applies one layer after another.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    elements.reduce(x) { x, element in element.layer.applied(to: x, &context) }
  }

  /// What comes out of the layer called `name`, after it and all before it were applied.
  ///
  /// - Precondition: There is such a layer.
  public func forward(
    _ x: Tensor<Scalar>, upTo name: String, _ context: inout LayerContext, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor<Scalar> {
    guard let last = elements.firstIndex(where: { $0.name == name }) else {
      trap(
        "Sequential", "no layer is named \(name); there are \(elements.map(\.name).joined(separator: ", "))",
        file: file, line: line)
    }
    return elements[...last].reduce(x) { x, element in element.layer.applied(to: x, &context) }
  }

  /// Visits each layer under its name.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) {
    path = visitor.path
    for index in elements.indices { elements[index].layer.visit(as: elements[index].name, by: &visitor) }
  }
}

extension Layer {
  /// Calls the layer, whose type is not known where this is called.
  fileprivate func applied(to x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    self(x, &context)
  }

  fileprivate mutating func visit(as name: String, by visitor: inout ParameterVisitor) {
    visitor.visit(name, &self)
  }

  /// This layer under a name, for a ``Sequential``.
  public func named(_ name: String) -> NamedLayer<Scalar> { NamedLayer(name: name, layer: self) }
}

/// A layer with or without a name, as listed in a ``Sequential``.
public struct NamedLayer<Scalar: FloatingPointScalar>: Sendable {
  /// What the layer is called in a path; nil where its place is its name.
  public let name: String?
  /// The layer.
  public let layer: any Layer<Scalar>

  /// A layer without a name.
  public init(_ layer: any Layer<Scalar>) { self.init(name: nil, layer: layer) }

  init(name: String?, layer: any Layer<Scalar>) {
    self.name = name
    self.layer = layer
  }
}

/// Lists the layers of a ``Sequential``; conditions and loops are allowed.
@resultBuilder
public enum SequentialBuilder<Scalar: FloatingPointScalar> {
  /// A layer without a name.
  public static func buildExpression(_ layer: some Layer<Scalar>) -> [NamedLayer<Scalar>] {
    [NamedLayer(layer)]
  }
  /// A layer with a name.
  public static func buildExpression(_ layer: NamedLayer<Scalar>) -> [NamedLayer<Scalar>] { [layer] }
  /// Several layers.
  public static func buildExpression(_ layers: [NamedLayer<Scalar>]) -> [NamedLayer<Scalar>] { layers }
  /// One list after another.
  public static func buildBlock(_ lists: [NamedLayer<Scalar>]...) -> [NamedLayer<Scalar>] {
    lists.flatMap { $0 }
  }
  /// The lists that a loop made.
  public static func buildArray(_ lists: [[NamedLayer<Scalar>]]) -> [NamedLayer<Scalar>] {
    lists.flatMap { $0 }
  }
  /// A list that a condition left out, or not.
  public static func buildOptional(_ list: [NamedLayer<Scalar>]?) -> [NamedLayer<Scalar>] { list ?? [] }
  /// The first of two lists.
  public static func buildEither(first list: [NamedLayer<Scalar>]) -> [NamedLayer<Scalar>] { list }
  /// The second of two lists.
  public static func buildEither(second list: [NamedLayer<Scalar>]) -> [NamedLayer<Scalar>] { list }
}
