import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { CinemaProvider, cinemaIn } from "./cinema.ts";
import { initialLanguage, rememberLanguage } from "./language.ts";
import { createQueryClient } from "./questions.ts";
import { viewerRouter } from "./router.tsx";
import { SessionKeeper } from "./session.ts";

const keeper = new SessionKeeper();
const queryClient = createQueryClient(keeper);

export function App() {
  const [language, setLanguage] = useState(initialLanguage);
  const cinema = useMemo(() => {
    const switchLanguage = () => {
      const other = language === "ru" ? "en" : "ru";
      rememberLanguage(other);
      setLanguage(other);
    };
    return { ...cinemaIn(language, keeper), switchLanguage };
  }, [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <QueryClientProvider client={queryClient}>
      <CinemaProvider value={cinema}>
        <RouterProvider router={viewerRouter} />
      </CinemaProvider>
    </QueryClientProvider>
  );
}
