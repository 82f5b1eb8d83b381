import KernelTemplates
import Tapestry
import Testing

@Suite struct SortingKernelTests {
  /// Sorts with the kernel and with the standard library's stable sort.
  static func check<S: SortableScalar & Comparable>(_ x: [S], _ extents: AxisExtents, first count: Int) {
    for descending in [false, true] {
      var expected: [Int32] = .init(repeating: -1, count: extents.outer * count * extents.inner)
      for outer in 0..<extents.outer {
        for inner in 0..<extents.inner {
          let row = (0..<extents.axis).map { x[(outer * extents.axis + $0) * extents.inner + inner] }
          let order = row.indices.sorted { a, b in
            let (first, second) = (row[a], row[b])
            guard first == first, second == second else {
              return first == first && second != second || (first == first) == (second == second) && a < b
            }
            return first == second ? a < b : descending ? first > second : first < second
          }
          for i in 0..<count { expected[(outer * count + i) * extents.inner + inner] = Int32(order[i]) }
        }
      }
      for width in [1, 2, 5] {
        var values = [S](repeating: x.first!, count: expected.count)
        var indices = [Int32](repeating: -2, count: expected.count)
        Parallel.withWidth(width) {
          Sorting.sort(x, extents, first: count, descending: descending, values: &values, indices: &indices)
        }
        #expect(indices == expected, "\(S.self), \(extents), first \(count), descending: \(descending)")
        let gathered = indices.indices.map { place -> S in
          let (outer, inner) = (place / extents.inner / count, place % extents.inner)
          return x[(outer * extents.axis + Int(indices[place])) * extents.inner + inner]
        }
        #expect(values.elementsEqual(gathered) { $0 == $1 || ($0 != $0 && $1 != $1) })
      }
    }
  }

  @Test(arguments: [
    (1, 1, 1), (2, 2, 3), (3, 47, 1), (2, 48, 2), (1, 49, 3), (1, 300, 1), (5, 1000, 1), (1, 3000, 2),
    (20, 100, 20),
  ]) func allTypes(_ outer: Int, _ axis: Int, _ inner: Int) {
    let extents = AxisExtents(outer: outer, axis: axis, inner: inner)
    let numbers = (0..<extents.count).map { ($0 &* 7919) % 1009 - 500 }
    let special: [Double] = [.nan, -.infinity, .infinity, -0.0, 0.0, 0x1p-1070, -1e30]
    let doubles = numbers.enumerated().map {
      $0.offset % 31 < 7 ? special[$0.offset % 31] : Double($0.element) / 3
    }
    for count in Set([1, min(5, axis), axis]) {
      Self.check(doubles, extents, first: count)
      Self.check(doubles.map { Float($0) }, extents, first: count)
      Self.check(numbers.map { Int32($0) }, extents, first: count)
      Self.check(numbers.map { UInt8(truncatingIfNeeded: $0) }, extents, first: count)
    }
  }
}

@Suite struct SortingTests {
  @Test func indicesGatherTheValues() {
    let x = Tensor<Float>(shape: [2, 4], scalars: [3, .nan, -1, 3, 0, 2, -.infinity, 1])
    let (values, indices) = x.sorted()
    #expect(indices == [[2, 0, 3, 1], [2, 0, 3, 1]])
    #expect(values[1].scalars == [-.infinity, 0, 1, 2])
    #expect(x.sorted(descending: true).indices == [[0, 3, 2, 1], [1, 3, 0, 2]])
    #expect(x.argsort(axis: 0) == [[1, 1, 1, 1], [0, 0, 0, 0]])
    let (best, places) = x.topK(2)
    #expect(best == [[3, 3], [2, 1]])
    #expect(places == [[0, 3], [1, 3]])
    #expect(x.topK(0).values.shape == [2, 0])
  }

  @Test func integersAreSorted() {
    let numbers: Tensor<Int32> = [[5, -7], [0, 2]]
    #expect(numbers.sorted(axis: 0).values == [[0, -7], [5, 2]])
    let bytes = Tensor<UInt8>([200, 3, 100])
    #expect(bytes.sorted(descending: true).values == [200, 100, 3])
    #expect(bytes.topK(1).indices == [0])
  }

  @Test func tooManyTrap() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3]).topK(4)
    }
    let words = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(words.contains("topK: axis 1 of the shape [2, 3] has no 4 elements"))
    #expect(words.contains("SortingTests.swift"))
  }
}
