/// A fixed cut of the rows of a batch: what belongs to a shard depends on the number of rows alone, never on how many
/// threads share the shards out.
public struct RowShards: Hashable, Sendable {
  /// How many rows there are.
  public let rows: Int
  /// How many stand in every shard but the last.
  public let rowsPerShard: Int

  /// The cut of `rows` rows into stretches of `rowsPerShard`.
  public init(rows: Int, rowsPerShard: Int = 64) {
    precondition(rows >= 0 && rowsPerShard >= 1, "\(rows) rows in shards of \(rowsPerShard)")
    self.rows = rows
    self.rowsPerShard = rowsPerShard
  }

  /// How many shards there are.
  public var count: Int { (rows + rowsPerShard - 1) / rowsPerShard }

  /// The rows of one.
  public subscript(shard: Int) -> Range<Int> {
    (shard * rowsPerShard)..<min((shard + 1) * rowsPerShard, rows)
  }
}
