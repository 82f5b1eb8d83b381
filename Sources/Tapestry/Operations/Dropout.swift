import KernelTemplates

extension Tensor where Scalar: FloatingPointScalar {
  /// Each element set to zero with a probability, and else divided by the probability of being kept, so that the expected
  /// value stays the same (N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, Dropout: a simple
  /// way to prevent neural networks from overfitting, JMLR 2014).
  ///
  /// ```swift
  /// let y = x.dropout(0.5, using: &generator)   // in training only
  /// ```
  ///
  /// No mask is kept: the gradient draws it again from the same place of the generator's stream. Drawing costs less than
  /// reading a large tensor from memory.
  ///
  /// - Parameters:
  ///   - probability: The probability of zero, rounded to a multiple of 2⁻³².
  ///   - generator: Where the mask is drawn from, one word an element; it moves on by as many for any probability.
  /// - Precondition: The probability is in 0...1.
  public func dropout(
    _ probability: Double, using generator: inout PhiloxGenerator, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    guard (0...1).contains(probability) else {
      trap("dropout", "\(probability) is no probability", file: file, line: line)
    }
    let start = generator.take(words: elementCount)
    let threshold = UInt64((probability * 0x1p32).rounded())
    return threshold == 0 ? self : masked(threshold, scale: Scalar(1 / (1 - probability)), from: start)
  }

  /// Zero where the word of the stream is below the threshold, and scaled elsewhere.
  private func masked(_ threshold: UInt64, scale: Scalar, from start: PhiloxCounter) -> Tensor {
    let count = elementCount
    let result: Tensor
    if let threshold = UInt32(exactly: threshold) {
      result = unsafe Tensor(shape: shape) { out in
        unsafe withPointer { x in
          unsafe Scalar.kernels.dropout(
            x, out, count: count, threshold: threshold, scale: scale, from: start)
        }
      }
    } else {
      result = Tensor(zeros: shape)
    }
    return result.recorded(from: self) { dy in dy.masked(threshold, scale: scale, from: start) }
  }
}
