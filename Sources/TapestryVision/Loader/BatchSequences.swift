import Tapestry

/// The batches of an epoch, as they are ready.
///
/// Each iterator has threads of its own, which begin when it is made. They end with the epoch, at an error, when the task
/// that iterates is cancelled, which throws a `CancellationError`, and when the iterator is gone.
public struct LoadedBatches: AsyncSequence, Sendable {
  let loader: ImageLoader
  let position: LoaderPosition

  /// Gives one batch after another.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let run: LoaderRun

    /// The next batch; nil after the last.
    ///
    /// - Throws: A `FileError` with the path where an image cannot be had; the batches before it have been given then,
    ///   and no more come. A `CancellationError` where the task is cancelled.
    public func next() async throws -> ImageBatch? { try await run.nextWhenReady() }

    /// The next batch; nil after the last. As ``next()``.
    public func next(isolation actor: isolated (any Actor)?) async throws -> ImageBatch? {
      try await run.nextWhenReady()
    }
  }

  /// Begins to load.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(run: LoaderRun(loader, from: position)) }
}

/// The batches of an epoch, for a thread that waits for each.
///
/// An error, a `FileError` with the path of the image that cannot be had, comes after the batches before it, and is the
/// last element. Each iterator has threads of its own, which begin when it is made, and end with the epoch, at an error, and
/// when the iterator is gone.
public struct BlockingBatches: Sequence, Sendable {
  let loader: ImageLoader
  let position: LoaderPosition

  /// Gives one batch after another.
  public struct Iterator: IteratorProtocol {
    fileprivate let run: LoaderRun

    /// Waits for the next batch; nil after the last, and after an error.
    public func next() -> Result<ImageBatch, FileError>? {
      do throws(FileError) {
        return try run.next().map { .success($0) }
      } catch {
        return .failure(error)
      }
    }
  }

  /// Begins to load.
  public func makeIterator() -> Iterator { Iterator(run: LoaderRun(loader, from: position)) }

}
