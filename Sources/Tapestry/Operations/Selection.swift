import KernelTemplates

extension Tensor {
  /// The elements of `other` where `mask` is true, and of this tensor elsewhere. All three are broadcast.
  ///
  /// ```swift
  /// let x = Tensor<Float>([1, -2, 3])
  /// x.replacing(with: -x, where: x .< 0)   // [1, 2, 3]
  /// ```
  ///
  /// The gradient goes to whichever of the two an element came from.
  @_disfavoredOverload
  public func replacing(
    with other: Tensor, where mask: Tensor<Bool>, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let (own, others) = (shape, other.shape)
    let both = own.broadcast(with: others, for: "replacing", file: file, line: line)
    let target = both.broadcast(with: mask.shape, for: "replacing", file: file, line: line)
    let result = unsafe Tensor(shape: target) { out in
      unsafe mask.withPointer { choice in
        unsafe other.withPointer { x in
          unsafe withPointer { y in
            BroadcastLayout(target, others, own, mask.shape).forEachPiece { piece in
              unsafe Scalar.select(
                choice + piece.operands[2], x + piece.operands[0], y + piece.operands[1],
                out + piece.result, layout: piece.layout)
            }
          }
        }
      }
    }
    if trace == nil && other.trace == nil { return result }
    return result.recorded(
      from: self, { dy in dy.cleared(where: mask).summedGradient(to: own) },
      from: other, { dy in dy.cleared(where: .!mask).summedGradient(to: others) })
  }

  /// The value `other` where `mask` is true, and the elements of this tensor elsewhere; the two are broadcast.
  public func replacing(
    with other: Scalar, where mask: Tensor<Bool>, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    replacing(with: Tensor(other), where: mask, file: file, line: line)
  }

  /// A gradient with zeros where `mask` is true.
  private func cleared(where mask: Tensor<Bool>) -> Tensor {
    asFloatingPoint({ $0.replacing(with: 0, where: mask) }, { $0.replacing(with: 0, where: mask) })
  }
}
