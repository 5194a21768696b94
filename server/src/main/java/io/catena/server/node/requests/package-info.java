/**
 * Requests of clients between the wire and {@code server/requests}: what they ask for, what is forwarded to other nodes, and
 * failures in the words that clients hear.
 */
package io.catena.server.node.requests;
