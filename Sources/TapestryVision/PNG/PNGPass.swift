/// A part of an image that is stored as an image of its own: one of the seven of an interlaced file (PNG, section 8),
/// or the whole.
struct PNGPass: Equatable {
  let firstColumn: Int
  let columnStep: Int
  let firstRow: Int
  let rowStep: Int
  let width: Int
  let height: Int
  /// The bytes of a row, with the one that names the filter.
  let rowByteCount: Int

  private init?(_ header: PNGHeader, columns: (first: Int, step: Int), rows: (first: Int, step: Int)) {
    firstColumn = columns.first
    columnStep = columns.step
    firstRow = rows.first
    rowStep = rows.step
    width = (header.width - columns.first + columns.step - 1) / columns.step
    height = (header.height - rows.first + rows.step - 1) / rows.step
    guard width > 0 && height > 0 else { return nil }
    rowByteCount = 1 + header.rowByteCount(width: width)
  }

  var byteCount: Int { height * rowByteCount }

  /// The parts that are not empty, in the order of the file.
  static func passes(of header: PNGHeader) -> [PNGPass] {
    guard header.isInterlaced else {
      return [PNGPass(header, columns: (0, 1), rows: (0, 1))].compactMap { $0 }
    }
    return [
      PNGPass(header, columns: (0, 8), rows: (0, 8)), PNGPass(header, columns: (4, 8), rows: (0, 8)),
      PNGPass(header, columns: (0, 4), rows: (4, 8)), PNGPass(header, columns: (2, 4), rows: (0, 4)),
      PNGPass(header, columns: (0, 2), rows: (2, 4)), PNGPass(header, columns: (1, 2), rows: (0, 2)),
      PNGPass(header, columns: (0, 1), rows: (1, 2)),
    ].compactMap { $0 }
  }
}
