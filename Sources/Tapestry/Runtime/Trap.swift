/// Stops the program for a programmer's mistake, in the name of the operation and at the caller's place.
///
/// Operators cannot take a caller's place; the backtrace shows it.
package func trap(
  _ operation: StaticString, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) -> Never {
  fatalError("\(operation): \(message())", file: file, line: line)
}
