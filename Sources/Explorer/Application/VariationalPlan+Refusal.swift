import LatentModels
import NumericCore

extension VariationalPlan {
  /// Why the model of that short name cannot be fitted to `data`, in its own words; nil where it can, or where there is none.
  static func refusal(of name: String, on data: DataTable) -> String? {
    guard let plan = usual(for: data).first(where: { $0.summary.name == name }) else { return nil }
    do {
      _ = try plan.model(on: data)
      return nil
    } catch {
      return String(describing: error).capitalizedFirst
    }
  }

  /// Each model with its usual settings, whether the data allow it or not.
  private static func usual(for data: DataTable) -> [VariationalPlan] {
    let factors = (0..<data.dimensions).dropFirst(2).filter { column in
      let values = Set((0..<data.rows).map { data.values[$0, column] }.filter { !$0.isNaN })
      return (2...12).contains(values.count)
    }
    return [
      .curve(column: 0, VariationalSettings()), .itemResponse(ItemResponseSettings()),
      .logisticIntercept(
        LogisticInterceptSettings(
          successes: 0, trials: data.dimensions > 1 ? 1 : nil, fixed: factors.map { .init(column: $0) })),
      .mixtureEncoder(MixtureEncoderSettings()), .rotatedPPCA(RotatedPPCASettings()),
    ]
  }
}
