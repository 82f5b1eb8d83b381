import Testing

@testable import Tapestry

@Suite struct SequenceTests {
  @Test func steps() {
    #expect(Tensor<Float>(from: 0, to: 3).scalars == [0, 1, 2])
    #expect(Tensor<Double>(from: 1, to: 2, by: 0.25).scalars == [1, 1.25, 1.5, 1.75])
    #expect(Tensor<Double>(from: 1, to: 2.1, by: 0.25).scalars.count == 5)
    #expect(Tensor<Float>(from: 1, to: -1, by: -0.5).scalars == [1, 0.5, 0, -0.5])
    #expect(Tensor<Float>(from: 1, to: 1).shape == [0])
    #expect(Tensor<Float>(from: 1, to: 0).shape == [0])
    #expect(Tensor<Float>(from: 0, to: 1, by: 0.1).scalars[7] == Float(7 * Double(Float(0.1))))
    #expect(Tensor<Int32>(from: -2, to: 6, by: 3).scalars == [-2, 1, 4])
    #expect(Tensor<Int32>(from: 5, to: -1, by: -2).scalars == [5, 3, 1])
    #expect(Tensor<UInt8>(from: 250, to: 255, by: 2).scalars == [250, 252, 254])
    #expect(Tensor<UInt8>(from: 3, to: 0, by: -1).scalars == [3, 2, 1])
    #expect(Tensor<Int32>(from: 5, to: 5).isEmpty)
  }

  @Test func equalDistances() {
    #expect(Tensor<Double>(from: 0, through: 1, count: 5).scalars == [0, 0.25, 0.5, 0.75, 1])
    #expect(Tensor<Float>(from: 2, through: -2, count: 3).scalars == [2, 0, -2])
    #expect(Tensor<Float>(from: 2, through: 3, count: 1).scalars == [2])
    #expect(Tensor<Float>(from: 2, through: 3, count: 0).shape == [0])
    let thirds = Tensor<Double>(from: 0.1, through: 0.7, count: 10).scalars
    #expect(thirds.last == 0.7 && zip(thirds, thirds.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func identity() {
    #expect(Tensor<Float>(identity: 3) == [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    #expect(Tensor<Int32>(identity: 1).scalars == [1])
    #expect(Tensor<Double>(identity: 0).shape == [0, 0])
  }

  @Test func oneHot() {
    #expect(Tensor<Float>(oneHot: [2, 0], classes: 3) == [[0, 0, 1], [1, 0, 0]])
    #expect(Tensor<UInt8>(oneHot: [[1], [0]], classes: 2) == [[[0, 1]], [[1, 0]]])
    #expect(Tensor<Double>(oneHot: Tensor(1), classes: 2).shape == [2])
    #expect(Tensor<Double>(oneHot: Tensor(zeros: [0, 2]), classes: 4).shape == [0, 2, 4])
    #expect(Tensor<Double>(oneHot: Tensor(zeros: [0]), classes: 0).shape == [0, 0])
  }

  @Test(arguments: [-1, 3]) func labelsOutOfRangeTrap(label: Int) async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [label] in
      _ = Tensor<Float>(oneHot: [0, Tensor(Int32(label))], classes: 3)
    }
    #expect(result.words.contains("Tensor.init(oneHot:): the label \(label) at 1 is not in 0..<3"))
    #expect(result.words.contains("SequenceTests.swift:"))
  }

  @Test func stepsThatLeadNowhereTrap() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(from: 0, to: 1, by: 0)
    }
    #expect(result.words.contains("there is no count of steps of 0.0 from 0.0 to 1.0"))
    let endless = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>(from: 0, to: .nan, by: 1)
    }
    #expect(endless.words.contains("there is no count of steps of 1.0 from 0.0 to nan"))
  }
}

@Suite struct CreationTests {
  @Test func collections() {
    let numbers: [Float] = [3, 1, 2]
    #expect(Tensor(numbers) == [3, 1, 2])
    #expect(Tensor(numbers.dropFirst()).shape == [2])
    #expect(Tensor<Int32>(0..<4).scalars == [0, 1, 2, 3])
    #expect(Tensor<UInt8>(numbers.lazy.map { UInt8($0) }).scalars == [3, 1, 2])
    #expect(Tensor([Double]()).shape == [0])
  }

  final class Owner: Sendable {
    let values: [Float]
    nonisolated(unsafe) static var livingCount = 0
    init(_ values: [Float]) {
      self.values = values
      Self.livingCount += 1
    }
    deinit { Self.livingCount -= 1 }
  }

  @Test func borrowedMemoryIsReadInPlaceAndCopiedBeforeWriting() {
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: 6)
    defer { buffer.deallocate() }
    _ = buffer.initialize(from: [1, 2, 3, 4, 5, 6])
    do {
      let owner = Owner([])
      let borrowed = Tensor(shape: [2, 3], borrowing: UnsafeBufferPointer(buffer), owner: owner)
      borrowed.withUnsafeElements { #expect($0.baseAddress == UnsafePointer(buffer.baseAddress!)) }
      #expect((borrowed + 1).scalars == [2, 3, 4, 5, 6, 7])
      var copy = borrowed
      copy[0, 0] = 9
      #expect(copy.scalars == [9, 2, 3, 4, 5, 6])
      var sole = borrowed[1]
      sole.withUnsafeMutableElements { $0[0] = 7 }
      #expect(sole.scalars == [7, 5, 6])
    }
    #expect(Array(buffer) == [1, 2, 3, 4, 5, 6])
    #expect(Owner.livingCount == 0)
  }

  @Test func borrowedMemoryOfAnotherSizeTraps() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let owner = Owner([1, 2, 3])
      owner.values.withUnsafeBufferPointer {
        _ = Tensor(shape: [2, 2], borrowing: $0, owner: owner)
      }
    }
    #expect(result.words.contains("the shape [2, 2] has 4 elements, the buffer 3"))
  }
}
