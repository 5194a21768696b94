/** The main class of the server, and the values of its options. */
package io.catena.server;
