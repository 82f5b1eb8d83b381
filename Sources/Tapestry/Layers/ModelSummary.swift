/// What a network is made of, layer by layer, with what each costs. It prints as a table.
///
/// ```
/// layer   type       output        parameters  multiply-adds  activation bytes
/// conv1   Conv2D     [1, 8, 28, 28]        80         56,448            25,088
/// ```
public struct ModelSummary: Sendable, CustomStringConvertible {
  /// One layer of a summary.
  public struct Row: Sendable {
    /// The layer's path in the network.
    public let path: String
    /// The type of the layer.
    public let type: String
    /// The shape of what comes out.
    public let outputShape: TensorShape
    /// The number of trainable numbers.
    public let parameterCount: Int
    /// Multiplications, each with an addition.
    public let multiplyAdds: Int
    /// The bytes of what comes out.
    public let activationBytes: Int
  }

  /// The layers in the order in which they ran, without those that are only made of others.
  public let rows: [Row]
  /// The number of trainable numbers of the whole network.
  public let parameterCount: Int

  /// Multiplications, each with an addition, of all layers.
  public var multiplyAdds: Int { rows.reduce(0) { $0 + $1.multiplyAdds } }
  /// The bytes of all that the layers put out.
  public var activationBytes: Int { rows.reduce(0) { $0 + $1.activationBytes } }

  /// The summary as a table with a line a layer.
  public var description: String {
    let header = ["layer", "type", "output", "parameters", "multiply-adds", "activation bytes"]
    let lines = rows.map { row in
      [
        row.path, row.type, "\(row.outputShape)", grouped(row.parameterCount), grouped(row.multiplyAdds),
        grouped(row.activationBytes),
      ]
    }
    let total = ["total", "", "", grouped(parameterCount), grouped(multiplyAdds), grouped(activationBytes)]
    let cells = [header] + lines + [total]
    let widths = header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { line in
      line.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column < 3 ? cell + padding : padding + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}

extension Layer {
  /// The layers of this network with their output shapes, parameters, multiply-adds and activation bytes, for an
  /// input of the shape `input`. Costs one inference.
  public func summary(for input: TensorShape) -> ModelSummary {
    var layer = self
    layer.visit(with: PathVisit())
    var rows: [ModelSummary.Row] = []
    var context = LayerContext.inference.observed { observation in
      guard !observation.isContainer else { return }
      rows.append(ModelSummary.Row(observation))
    }
    _ = Tape.withoutRecording { layer(Tensor(zeros: input), &context) }
    return ModelSummary(rows: rows, parameterCount: parameterCount)
  }
}

extension ModelSummary.Row {
  fileprivate init(_ observation: LayerObservation) {
    let layer = observation.layer
    path = layer.path
    type = String(describing: Swift.type(of: layer)).prefix { $0 != "<" }.description
    outputShape = observation.outputShape
    parameterCount = layer.parameterCount
    multiplyAdds = layer.multiplyAdds(for: observation.inputShape)
    activationBytes = observation.outputShape.elementCount * observation.byteCountOfScalar
  }
}

/// A number with its digits in groups of three.
private func grouped(_ number: Int) -> String {
  var digits = Array(String(number).reversed())
  for place in stride(from: 3, to: digits.count, by: 3).reversed() { digits.insert(",", at: place) }
  return String(digits.reversed())
}
