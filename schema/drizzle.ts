import { createRequire } from "node:module";
import type * as Orm from "drizzle-orm";
import type * as Adapter from "drizzle-orm/better-sqlite3";
import type * as Core from "drizzle-orm/sqlite-core";

/*
 * What we use of drizzle-orm, by its CommonJS build. Node looks into the nearest package.json for the kind of each `.js`
 * module, and that of drizzle-orm, with an entry for each database there is, takes longer to read than its modules to
 * run: half of a short command's time. Nothing is asked for a `.cjs`.
 */
const require = createRequire(import.meta.url);
const orm = require("drizzle-orm") as typeof Orm;
const core = require("drizzle-orm/sqlite-core") as typeof Core;
const adapter = require("drizzle-orm/better-sqlite3") as typeof Adapter;

export const {
  and,
  asc,
  Column,
  desc,
  eq,
  exists,
  getTableColumns,
  getTableName,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  not,
  notExists,
  or,
  Param,
  Placeholder,
  SQL,
  sql,
} = orm;
export const { integer, primaryKey, sqliteTable, text } = core;
export const { drizzle } = adapter;
