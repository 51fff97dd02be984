package org.messagingagent.hosts.examples.guice;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import java.nio.file.Path;
import org.messagingagent.server.guice.MessagingModule;
import org.messagingagent.spi.MessagingPlugin;

public final class WarehouseModule extends AbstractModule {

  private final Path data;

  public WarehouseModule(Path data) {
    this.data = data;
  }

  @Override
  protected void configure() {
    install(new MessagingModule(builder -> builder.noHttp().dataDirectory(data)));
    Multibinder.newSetBinder(binder(), MessagingPlugin.class)
        .addBinding()
        .to(ShipmentsPlugin.class);
    bind(Warehouse.class);
  }
}
