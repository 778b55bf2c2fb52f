/// A class for each row, such as a species.
public struct Labels: Hashable, Sendable {
  /// The name of the column.
  public let name: String
  /// For each row, an index into `levels`; −1 where the label is missing.
  public let codes: [Int32]
  /// The different classes: of a text in order of first appearance, of numbers ascending.
  public let levels: [String]

  /// The class of row `row`; nil where it is missing.
  public func level(ofRow row: Int) -> String? {
    let code = Int(codes[row])
    return levels.indices.contains(code) ? levels[code] : nil
  }

  /// The labels of the rows with these indices, in this order, with all classes.
  public func selecting(_ indices: [Int]) -> Labels {
    Labels(name: name, codes: indices.map { codes[$0] }, levels: levels)
  }

  /// Labels from one code per row and the names that the codes stand for.
  public init(name: String, codes: [Int32], levels: [String]) {
    self.name = name
    self.codes = codes
    self.levels = levels
  }
}
