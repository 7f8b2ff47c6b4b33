/** What a model would cost on a machine and what it would give, asked of whatever holds one: a repository, a file, an installed variant. */
export { Planning, type PlanningOptions } from "./planning.ts";
export type {
  EngineEstimate,
  EngineFigures,
  FileReference,
  FitQuestion,
  InstalledReference,
  InstalledSubject,
  PlanEstimator,
  RepositoryReference,
  RepositorySubject,
  Subject,
  SubjectReference,
} from "./types.ts";
