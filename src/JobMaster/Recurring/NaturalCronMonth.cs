namespace JobMaster;

/// <summary>A month of the year, for <see cref="NaturalCronBuilder"/>.</summary>
public enum NaturalCronMonth
{
    /// <summary>January.</summary>
    Jan = 1,

    /// <summary>February.</summary>
    Feb = 2,

    /// <summary>March.</summary>
    Mar = 3,

    /// <summary>April.</summary>
    Apr = 4,

    /// <summary>May.</summary>
    May = 5,

    /// <summary>June.</summary>
    Jun = 6,

    /// <summary>July.</summary>
    Jul = 7,

    /// <summary>August.</summary>
    Aug = 8,

    /// <summary>September.</summary>
    Sep = 9,

    /// <summary>October.</summary>
    Oct = 10,

    /// <summary>November.</summary>
    Nov = 11,

    /// <summary>December.</summary>
    Dec = 12,
}
