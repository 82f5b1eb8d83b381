import KernelTemplates

/// The cross-entropy of the classes that `labels` names, whose probabilities are the softmax of `logits` along the last
/// axis: -Σ t log softmax(x), with t = 1 at the label.
///
/// ```swift
/// let loss = softmaxCrossEntropy(logits: model(images), labels: labels)   // [batch, classes] and [batch]
/// ```
///
/// The logarithm and the softmax are one pass, as is their gradient: nothing overflows, and no digits are lost, with
/// logits of any size.
///
/// - Parameters:
///   - logits: What a model gave: `[…, classes]`.
///   - labels: The index of the right class for each row: `[…]`.
///   - labelSmoothing: The share of the target that is spread over all classes evenly (Szegedy et al. 2016, section 7):
///     t = 1 - s at the label, plus s / classes everywhere.
///   - reduction: The mean of all rows unless given; without one, the result has the shape of `labels`.
/// - Precondition: The shapes fit, every label is from 0 to below the number of classes, and `labelSmoothing` is from 0
///   to 1.
public func softmaxCrossEntropy<Scalar: FloatingPointScalar>(
  logits: Tensor<Scalar>, labels: Tensor<Int32>, labelSmoothing: Scalar = 0,
  reduction: LossReduction = .mean, file: StaticString = #fileID, line: UInt = #line
) -> Tensor<Scalar> {
  logits.requireClasses(of: labels, for: "softmaxCrossEntropy", file: file, line: line)
  guard (0...1).contains(labelSmoothing) else {
    trap(
      "softmaxCrossEntropy", "expected a label smoothing from 0 to 1, got \(labelSmoothing)", file: file,
      line: line)
  }
  let classes = logits.shape[-1]
  unsafe labels.withUnsafeElements { elements in
    for row in 0..<elements.count where unsafe elements[row] < 0 || elements[row] >= classes {
      trap(
        "softmaxCrossEntropy",
        "the label \(unsafe elements[row]) of row \(row) is none of the \(classes) classes",
        file: file, line: line)
    }
  }
  return logits.crossEntropy(at: labels, smoothing: labelSmoothing).reduced(reduction)
}

extension Tensor where Scalar: FloatingPointScalar {
  /// The loss of each row of these logits.
  fileprivate func crossEntropy(at labels: Tensor<Int32>, smoothing: Scalar) -> Tensor {
    let (logits, (rows, columns)) = (self, rowExtents)
    let losses = unsafe Tensor(shape: labels.shape) { out in
      unsafe withPointer { x in
        unsafe labels.withPointer { labels in
          unsafe Scalar.kernels.crossEntropy(
            x, labels, smoothing: smoothing, rows: rows, columns: columns, into: out)
        }
      }
    }
    return losses.recorded(from: self) { dy in
      logits.crossEntropyGradient(dy, at: labels, smoothing: smoothing)
    }
  }

  /// dy (softmax(x) - t) for these logits x, with one dy a row.
  private func crossEntropyGradient(
    _ dy: Tensor, at labels: Tensor<Int32>, smoothing: Scalar
  ) -> Tensor {
    let (logits, (rows, columns)) = (self, rowExtents)
    let value = unsafe Tensor(shape: shape) { out in
      unsafe withPointer { x in
        unsafe labels.withPointer { labels in
          unsafe dy.withPointer { dy in
            unsafe Scalar.kernels.crossEntropyGradient(
              dy, x, labels, smoothing: smoothing, rows: rows, columns: columns, into: out)
          }
        }
      }
    }
    return value.recorded(
      from: dy,
      { ddx in
        let atLabels = ddx.gatheredElements(at: labels.expanded(axis: -1), axis: -1).squeezed(axes: [-1])
        return (ddx * logits.softmax()).sum(axes: [-1]) - atLabels * (1 - smoothing)
          - ddx.sum(axes: [-1]) * (smoothing / Scalar(columns))
      },
      from: self,
      { ddx in (ddx * dy.expanded(axis: -1)).softmaxGradient(logits.softmax()) })
  }
}
