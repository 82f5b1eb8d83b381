import KernelTemplates

/// How many threads an operation may use.
///
/// Large operations are cut into pieces that several threads work on; small ones stay on the calling thread. How the
/// work is cut depends on the problem alone, so the same bits come out for every number of threads.
///
/// ```swift
/// Threads.count = 4                       // from now on, in the whole process
/// Threads.with(1) { train(&model) }       // in this task, while the closure runs
/// ```
public enum Threads {
  /// The most threads that one operation uses, the calling thread included.
  ///
  /// At first the value of the environment variable `TAPESTRY_THREADS`, or the number of processors. Setting it changes
  /// the whole process; reading it inside ``with(_:_:)`` gives the number in force there.
  ///
  /// - Precondition: A new value is at least 1.
  public static var count: Int {
    get { Parallel.width }
    set {
      precondition(newValue >= 1, "Threads.count: expected at least one thread, got \(newValue)")
      Parallel.width = newValue
    }
  }

  /// The result of `body`, whose operations use at most `count` threads, in this task and its children only.
  ///
  /// - Precondition: `count` is at least 1.
  public static func with<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
    precondition(count >= 1, "Threads.with: expected at least one thread, got \(count)")
    return try Parallel.withWidth(count, body)
  }

  /// Calls `body` once for each piece `0..<pieces`, in any order, on at most ``count`` threads, and returns when all are
  /// done. Pieces come from the problem and not from the number of threads.
  package static func forEach(_ pieces: Int, _ body: (Int) -> Void) { Parallel.forEach(pieces, body) }
}
