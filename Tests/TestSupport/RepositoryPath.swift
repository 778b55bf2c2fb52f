/// The path of what lies at `name` from the top of the repository.
public func repositoryPath(_ name: String) -> String {
  // Tests/TestSupport/RepositoryPath.swift
  let top = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  return "/\(top)/\(name)"
}
