/// How kept memory is chosen for a request, working memory and that of tensors alike.
public enum BestFit {
  /// Whether `size` serves a request of `needed` better than `best` does: the smallest that is enough is best, or else the
  /// largest.
  @inlinable @inline(__always) public static func prefers(_ size: Int, over best: Int, for needed: Int)
    -> Bool
  {
    best < needed ? size > best : size >= needed && size < best
  }
}
