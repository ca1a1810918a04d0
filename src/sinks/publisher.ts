/** Who publishes: what pages and feeds say of this node itself. */
export interface Publisher {
  /** Origin that links use, without a slash at its end: never taken from `Host`. */
  readonly url: string;
  readonly name: string;
  /** IANA zone of dates, floating times and pages. */
  readonly timezone: string;
  /** True where the node shows the made-up sample city. */
  readonly sample: boolean;
}
