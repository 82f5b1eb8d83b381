/// A command was stopped by the user, and has said so.
package struct Interrupted: Error {
  package init() {}
}

/// What went wrong, in words for the user.
package struct Failure: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
