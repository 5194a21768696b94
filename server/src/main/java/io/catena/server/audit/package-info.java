/**
 * What operators do, written down: one line of JSON for each order, in a log of its own. Promised: each order that a node has been
 * given is in it, with its outcome; no secret is. Owns no state but how many refusals it has left out; knows JSON and the log.
 */
package io.catena.server.audit;
