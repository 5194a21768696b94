/**
 * Small JSON documents: trees of maps, lists, strings, numbers, booleans and nulls, and records made from them.
 *
 * <p>It promises that what is read is either as its type demands or refused. It holds no state, knows the JDK and Jackson's
 * tokens only, and leaves Jackson's binding alone, which at the start of a node takes ten times as long and three megabytes.
 */
package io.catena.server.json;
