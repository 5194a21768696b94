/**
 * What the controller needs of ZooKeeper: its ports {@code Directory}, {@code Seat} and {@code Places}, by the election, the term
 * and the znodes of a chain (C1, C4, H16).
 *
 * <p>Promised: a configuration is published on condition of what was read and of the term; a term begins only while this node has
 * the first place; a place is taken away only from the process that was asked. Content that cannot be decoded counts as what was
 * there before it, with an alarm.
 *
 * <p>Its calls block, each on a thread that may block. It knows nothing of the node's own registration, which is {@code session}'s.
 */
package io.catena.server.coordination.controller;
