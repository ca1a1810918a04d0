import type { Expansion } from "../core/model/event.ts";
import type { FeedBytes } from "./cut-feed.ts";
import type { ExpansionOrder } from "./expand.ts";
import type { FeedPart, ReadOrder } from "./read-feed.ts";
import type { MarkedFeed } from "./read-marks.ts";
import type { FeedSurvey, SurveyOrder } from "./survey-feed.ts";

/**
 * Where what strangers wrote is worked through: the same functions run here or in a child process, which may be killed
 * (protocol, section 10). A body is given away with its order: one that went to a child is empty then, so that nobody holds
 * it twice. What would take too long or too much memory throws a DomainError `too-large` whose
 * `details.rule` is {@link TOO_MUCH_WORK}; the work may then be offered again, but will hardly go better.
 */
export interface Workshop extends AsyncDisposable {
  /**
   * Cuts the body of a plain feed into objects (protocol, section 3): its head first, then its objects by the score, each
   * part made when it is asked for; `onSlow` is told where that takes many seconds, also where no child is free. Throws a
   * DomainError `invalid` where the body is no calendar.
   */
  readFeed(order: ReadOrder, onSlow?: () => void): AsyncIterable<FeedPart>;
  /** What the feed of a DisCal peer names by its marks. Throws as `readFeed` does. */
  readMarks(order: FeedBytes): Promise<MarkedFeed>;
  /** What a feed would bring, for people to look at: its head first, as `readFeed`. */
  surveyFeed(order: SurveyOrder): AsyncIterable<FeedSurvey>;
  /** The happenings of an object within a window. */
  expand(order: ExpansionOrder): Promise<Expansion>;
}

/** The rule that is named where work was given up. */
export const TOO_MUCH_WORK = "too-much-work";
