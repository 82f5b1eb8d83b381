import Foundation

/// Numbers as text of one width, so that they stand in columns.
enum ColumnFormat {
  /// Each scalar as text; all texts have the same width, and decimal points stand below one another.
  static func aligned<Scalar: TensorScalar>(_ scalars: [Scalar]) -> [String] {
    let texts: [String]
    switch Scalar.scalarType {
    case .float32: texts = floatingPoint(scalars.compactMap { ($0 as? Float).map(Double.init) })
    case .float64: texts = floatingPoint(scalars.compactMap { $0 as? Double })
    case .int32, .uint8, .bool: texts = scalars.map(\.description)
    }
    let width = texts.map(\.count).max() ?? 0
    return texts.map { String(repeating: " ", count: width - $0.count) + $0 }
  }

  /// Plain decimals as far as six digits of a fraction and nine in all do; else powers of ten.
  private static func floatingPoint(_ numbers: [Double]) -> [String] {
    let magnitudes = numbers.lazy.filter(\.isFinite).map(\.magnitude)
    let greatest = magnitudes.max() ?? 0
    let least = magnitudes.filter { $0 > 0 }.min() ?? 1
    guard greatest < 1e8 && least >= 1e-4 else { return scientific(numbers) }
    let integerDigits = String(Int(greatest)).count
    return sharedDigits(numbers, upTo: min(6, 9 - integerDigits)) { number, digits in
      (String(format: "%.\(digits)f", number), "")
    }
  }

  /// A digit, a fraction of at most six, and a power of ten.
  private static func scientific(_ numbers: [Double]) -> [String] {
    sharedDigits(numbers, upTo: 6) { number, digits in
      let text = String(format: "%.\(digits)e", number)
      let exponent = text.firstIndex(of: "e") ?? text.endIndex
      return (String(text[..<exponent]), String(text[exponent...]))
    }
  }

  /// The finite numbers with as many digits of a fraction as the one that needs the most, one to `limit`.
  private static func sharedDigits(
    _ numbers: [Double], upTo limit: Int, _ format: (Double, Int) -> (decimal: String, exponent: String)
  ) -> [String] {
    let needed = numbers.filter(\.isFinite).map { number in
      let decimal = format(number, limit).decimal
      let zeros = decimal.reversed().prefix { $0 == "0" }.count
      return limit - min(zeros, limit)
    }
    let digits = max(needed.max() ?? 1, 1)
    return numbers.map { number in
      guard number.isFinite else { return number.description }
      let (decimal, exponent) = format(number, digits)
      return decimal + exponent
    }
  }
}
