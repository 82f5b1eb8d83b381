import Testing

@testable import Tapestry

/// In processes of their own, since everything that runs in the process is seen.
@Suite struct OperationProfileTests {
  @Test func operationsAreListedWithTheirDirection() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor<Float>(ones: [1 << 16])
      let (value, profile) = OperationProfile.measure {
        valueAndGradient(at: x) { x in (x * x).relu().sum() }.value.item()
      }
      #expect(value == 65536)
      let forward = profile.entries.filter { !$0.isGradient }
      #expect(forward.map(\.operation).prefix(2) == ["*", "relu()"])
      #expect(forward.map(\.shape).prefix(2) == [[1 << 16], [1 << 16]])
      let backward = profile.entries.filter(\.isGradient).map(\.operation)
      #expect(backward.contains("reluGradient(_:)"))
      #expect(backward.contains("+="))
      #expect(profile.entries.allSatisfy { $0.seconds > 0 && $0.seconds < profile.seconds })
      #expect(profile.kernelSeconds > 0 && profile.kernelSeconds < profile.seconds)
    }
  }

  @Test func nothingIsListedOutside() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor<Float>(ones: [8])
      _ = x + x
      let profile = OperationProfile.measure { Tensor<Float>(zeros: [2]) }.profile
      #expect(profile.entries.count == 1)
      _ = x + x
      #expect(OperationProfile.measure {}.profile.entries.isEmpty)
    }
  }

  @Test func operationsInsideOthersCountOnce() {
    func entry(_ span: Range<UInt64>) -> OperationProfile.Entry {
      OperationProfile.Entry(operation: "", shape: [], isGradient: false, span: span)
    }
    let profile = OperationProfile(
      entries: [entry(0..<100), entry(10..<20), entry(50..<150), entry(200..<300)], seconds: 1)
    #expect(abs(profile.kernelSeconds - 250e-9) < 1e-15)
  }

  @Test func twoMeasurementsTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = OperationProfile.measure { OperationProfile.measure {} }
    }
  }
}
