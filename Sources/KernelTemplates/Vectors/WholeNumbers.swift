// Conversions between whole numbers and a `Float` or a `Double`, on the concrete type: the generic conversions of the standard
// library would be compiled for each instruction set under names that all of them share.

extension BinaryFloatingPoint {
  @inlinable @inline(__always)
  init(whole number: Int) {
    self =
      Self.self == Float.self
      ? unsafeBitCast(Float(number), to: Self.self) : unsafeBitCast(Double(number), to: Self.self)
  }

  /// This number without its fraction.
  @inlinable @inline(__always)
  var wholeNumber: Int {
    Self.self == Float.self
      ? Int(unsafeBitCast(self, to: Float.self)) : Int(unsafeBitCast(self, to: Double.self))
  }
}
