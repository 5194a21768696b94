/** The server's main class and where its settings come from. */
package io.catena.server;
