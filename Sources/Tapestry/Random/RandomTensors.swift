import KernelTemplates

// Tensors of random numbers. All take their draws from whole blocks of the generator's stream, so that they come out
// the same for any number of threads.

extension Tensor where Scalar: FloatingPointScalar {
  /// A tensor of numbers that are evenly distributed in `range`, with all the digits that the type has: 24 for `Float`,
  /// 53 for `Double`. The bits are the same for every ``InstructionSet``.
  ///
  /// - Precondition: The range is finite and not empty.
  public init(
    uniform shape: TensorShape, in range: Range<Scalar> = 0..<1, using generator: inout PhiloxGenerator,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    guard !range.isEmpty && (range.upperBound - range.lowerBound).isFinite else {
      trap("Tensor.init(uniform:)", "the range \(range) is empty or infinite", file: file, line: line)
    }
    let count = shape.elementCount
    let start = generator.take(words: count * Self.wordsPerElement)
    unsafe self.init(shape: shape) { out in
      unsafe Scalar.kernels.uniform(
        out, count: count, lower: range.lowerBound, upper: range.upperBound, from: start)
    }
  }

  /// A tensor of numbers that are normally distributed. Instruction sets agree to within rounding.
  ///
  /// - Precondition: Mean and standard deviation are finite, the latter not negative.
  public init(
    normal shape: TensorShape, mean: Scalar = 0, standardDeviation: Scalar = 1,
    using generator: inout PhiloxGenerator, file: StaticString = #fileID, line: UInt = #line
  ) {
    Self.check(mean, standardDeviation, for: "Tensor.init(normal:)", file: file, line: line)
    let count = shape.elementCount
    let start = generator.take(words: count * Self.wordsPerElement)
    unsafe self.init(shape: shape) { out in
      unsafe Scalar.kernels.normal(
        out, count: count, mean: mean, standardDeviation: standardDeviation, from: start)
    }
  }

  /// A tensor of numbers that are normally distributed, none further than two standard deviations from the mean: numbers
  /// beyond have the probability 0, and the others keep their proportions. The result's own standard deviation is
  /// 0.8796 of the one given.
  ///
  /// Instruction sets agree to within rounding.
  ///
  /// - Precondition: Mean and standard deviation are finite, the latter not negative.
  public init(
    truncatedNormal shape: TensorShape, mean: Scalar = 0, standardDeviation: Scalar = 1,
    using generator: inout PhiloxGenerator, file: StaticString = #fileID, line: UInt = #line
  ) {
    Self.check(mean, standardDeviation, for: "Tensor.init(truncatedNormal:)", file: file, line: line)
    let count = shape.elementCount
    let start = generator.take(words: count * Self.wordsPerElement)
    unsafe self.init(shape: shape) { out in
      unsafe Scalar.kernels.truncatedNormal(
        out, count: count, mean: mean, standardDeviation: standardDeviation, from: start)
    }
  }

  private static var wordsPerElement: Int { MemoryLayout<Scalar>.size / 4 }

  private static func check(
    _ mean: Scalar, _ standardDeviation: Scalar, for operation: StaticString, file: StaticString, line: UInt
  ) {
    guard mean.isFinite && standardDeviation.isFinite && standardDeviation >= 0 else {
      trap(
        operation,
        "the mean \(mean) or the standard deviation \(standardDeviation) is not finite, or the latter negative",
        file: file, line: line)
    }
  }
}

extension Tensor where Scalar == Int32 {
  /// A tensor of integers that are evenly distributed in `range`, but for a difference of at most 2⁻³² between the
  /// likeliest and the unlikeliest.
  ///
  /// - Precondition: The range is not empty.
  public init(
    uniform shape: TensorShape, in range: Range<Int32>, using generator: inout PhiloxGenerator,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    guard !range.isEmpty else {
      trap("Tensor.init(uniform:)", "the range \(range) is empty", file: file, line: line)
    }
    let count = shape.elementCount
    let start = generator.take(words: 2 * count)
    unsafe self.init(shape: shape) { out in
      unsafe InstructionSet.floatKernels.uniformIntegers(
        out, count: count, lower: range.lowerBound, range: UInt64(range.count), from: start)
    }
  }

  /// The numbers `0..<count` in random order, every order equally likely: the order of an epoch's samples. (R. Durstenfeld,
  /// Algorithm 235: random permutation, 1964.)
  ///
  /// - Precondition: `count` is not negative.
  public init(
    permutation count: Int, using generator: inout PhiloxGenerator, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    guard count >= 0, count <= Int(Int32.max) else {
      trap("Tensor.init(permutation:)", "\(count) numbers cannot be permuted", file: file, line: line)
    }
    unsafe self.init(
      shape: [count],
      initializingWith: { order in
        for index in 0..<count {
          let place = Int(generator.next(below: UInt64(index + 1)))
          unsafe order[index] = order[place]
          unsafe order[place] = Int32(index)
        }
      })
  }
}

extension Tensor where Scalar == Bool {
  /// A tensor that is true with a probability, rounded to a multiple of 2⁻³².
  ///
  /// - Precondition: The probability is in 0...1.
  public init(
    bernoulli shape: TensorShape, probability: Double, using generator: inout PhiloxGenerator,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    guard (0...1).contains(probability) else {
      trap("Tensor.init(bernoulli:)", "\(probability) is no probability", file: file, line: line)
    }
    let count = shape.elementCount
    let start = generator.take(words: count)
    guard let threshold = UInt32(exactly: (probability * 0x1p32).rounded()) else {
      self.init(repeating: true, shape: shape)
      return
    }
    unsafe self.init(shape: shape) { out in
      unsafe InstructionSet.floatKernels.bernoulli(out, count: count, threshold: threshold, from: start)
    }
  }
}
