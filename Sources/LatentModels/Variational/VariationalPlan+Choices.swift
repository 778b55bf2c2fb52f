import NumericCore

extension VariationalPlan {
  /// The models that `data` allow, with their usual settings; the one that suits them comes first.
  public static func choices(for data: DataTable, seed: UInt64) -> [VariationalPlan] {
    let settings = VariationalSettings(seed: seed)
    var plans: [VariationalPlan] = []
    if let items = items(of: data, settings) { plans.append(items) }
    if let groups = groups(of: data, settings) { plans.append(groups) }
    let column = (0..<data.dimensions).first { (try? CurveDecoder(data: data, column: $0)) != nil }
    return plans + [.curve(column: column ?? 0, settings)] + fieldChoices(for: data, seed: seed)
  }

  /// The model that suits `data` best, with its usual settings.
  public static func suited(to data: DataTable, seed: UInt64) -> VariationalPlan {
    choices(for: data, seed: seed)[0]
  }

  /// Items, where all columns hold answers 0 and 1.
  private static func items(of data: DataTable, _ settings: VariationalSettings) -> VariationalPlan? {
    // Most tables are refused by their first row.
    let isBinary = (0..<min(data.rows, 1)).allSatisfy { row in
      (0..<data.dimensions).allSatisfy { column in
        let value = LogisticDesign.own(data, row, column)
        return value.isNaN || value == 0 || value == 1
      }
    }
    guard isBinary else { return nil }
    for kind in [ItemResponseSettings.Kind.twoParameter, .rasch] {
      if (try? ItemResponseDecoder(data: data, kind: kind)) != nil {
        return .itemResponse(ItemResponseSettings(kind: kind, variational: settings))
      }
    }
    return nil
  }

  /// Successes in trials, where the rows have groups, one column never exceeds another, both are counts, and some row has no
  /// success or no failure, as small counts have; columns of few values are factors.
  private static func groups(of data: DataTable, _ settings: VariationalSettings) -> VariationalPlan? {
    guard (data.labels?.levels.count ?? 0) > 1 else { return nil }
    // Each column is read once, however many pairs it stands in.
    let columns = (0..<min(data.dimensions, 12)).map { column in
      (0..<data.rows).map { LogisticDesign.own(data, $0, column) }
    }
    for y in columns.indices {
      for n in columns.indices where n > y {
        let pairs = zip(columns[y], columns[n]).lazy.filter { !$0.isNaN && !$1.isNaN }
        let areCounts = pairs.allSatisfy { y, n in
          y >= 0 && y <= n && n >= 1 && y == y.rounded() && n == n.rounded()
        }
        guard areCounts, pairs.contains(where: { $0 == 0 || $0 == $1 }) else { continue }
        let fixed = columns.indices.filter { column in
          column != y && column != n && (2...12).contains(Set(columns[column].filter { !$0.isNaN }).count)
        }
        let plan = LogisticInterceptSettings(
          successes: y, trials: n, fixed: fixed.map { .init(column: $0) }, variational: settings)
        if (try? LogisticInterceptDecoder(data: data, settings: plan)) != nil {
          return .logisticIntercept(plan)
        }
      }
    }
    return nil
  }
}
